namespace MLSecOps.Formats.Worker;

/// <summary>Unwinds a parser to its entry, where it becomes a fault value; never leaves this folder.</summary>
internal sealed class MalformedJsonException(string expected) : Exception(expected);
