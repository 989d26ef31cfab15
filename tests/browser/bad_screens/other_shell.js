export default { api: 2, elements: { page: HTMLElement } };
