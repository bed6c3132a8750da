"""The figures of an edition: value, money, earned value, and clashes, each as its readers may know it."""
