int value = 2;
