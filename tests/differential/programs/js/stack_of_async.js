async function one() { await null; throw new Error('deep in async'); }
async function two() { await one(); }
async function three() { await two(); }
three();
