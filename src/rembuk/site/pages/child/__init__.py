"""One child: growth chart, what it means, how it was calculated, where each value comes from."""
