import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--right", type=int, help="what is right")
parser.parse_args()
