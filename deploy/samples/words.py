import collections

text = "the quick brown fox jumps over the lazy dog while the cat sleeps"
for word, count in collections.Counter(text.split()).most_common(1):
    print(f"python: '{word}' comes {count} times")
