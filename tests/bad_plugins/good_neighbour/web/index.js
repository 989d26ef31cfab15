export default { api: 1, elements: {} };
