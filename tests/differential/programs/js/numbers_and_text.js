console.log(2n ** 100n, BigInt.asUintN(8, 257n), 0.1 + 0.2, Number.MAX_SAFE_INTEGER, parseInt('12px'), (255).toString(16), 1e21, -0);
console.log('é'.normalize('NFD').length, 'straße'.toUpperCase(), [...'👍🏽'].length, 'a-b-c'.replaceAll('-', '+'), 'x'.at(-1));
console.log([3, 1, 10].sort(), [1, 2, 3].sort((a, b) => b - a), [..."ab"].entries().next());
console.log('2024-01-02'.match(/(?<y>\d+)-(?<m>\d+)/).groups.y, /\p{L}/u.test('é'), 'aXbX'.split(/X/));
