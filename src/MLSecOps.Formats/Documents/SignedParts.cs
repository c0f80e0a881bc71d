namespace MLSecOps.Formats.Documents;

/// <summary>A document and its detached signature, neither judged.</summary>
/// <param name="Document">Exact bytes.</param>
/// <param name="Cms">DER.</param>
public sealed record SignedParts(ReadOnlyMemory<byte> Document, ReadOnlyMemory<byte> Cms);
