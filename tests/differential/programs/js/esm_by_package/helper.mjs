export const word = 'from helper';
