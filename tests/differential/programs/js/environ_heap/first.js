globalThis.first = 'required before main';
