export default { api: 1, elements: {}, version: 1 };
