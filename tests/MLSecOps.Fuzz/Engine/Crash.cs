namespace MLSecOps.Fuzz.Engine;

/// <summary>An input that broke a parser.</summary>
/// <param name="Kind">What broke, without what differs from input to input.</param>
/// <param name="Detail">The whole story.</param>
/// <param name="Input">The bytes.</param>
internal sealed record Crash(string Kind, string Detail, byte[] Input);
