namespace MLSecOps.Contracts.Commands;

/// <summary>One thing that an attestation message says. Both are text from outside.</summary>
/// <param name="Path">Names of the claims around it and its own, with slashes between.</param>
/// <param name="Value">What it says; bytes in hexadecimal.</param>
public sealed record SaidEntry(string Path, string Value);
