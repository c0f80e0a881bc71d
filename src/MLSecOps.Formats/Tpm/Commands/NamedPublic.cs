namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>A key's public half as the TPM states it.</summary>
/// <param name="Public">TPMT_PUBLIC.</param>
/// <param name="Name">Algorithm and digest of that.</param>
public sealed record NamedPublic(ReadOnlyMemory<byte> Public, ReadOnlyMemory<byte> Name);
