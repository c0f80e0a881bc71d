namespace MLSecOps.Formats.CycloneDx;

/// <summary>Unwinds a parser to its entry, where it becomes a fault value; never leaves this folder.</summary>
internal sealed class MalformedBomException(string expected) : Exception(expected);
