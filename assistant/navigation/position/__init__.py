"""Where the car is: from its signals, corrected, and reckoned on while the receiver is lost."""
