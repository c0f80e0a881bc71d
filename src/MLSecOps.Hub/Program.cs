// The hub starts with the issue that connects the fleet; until then it says so and ends.
Console.Error.WriteLine("mlsec-hub: error: this build has no hub yet");
return 2;
