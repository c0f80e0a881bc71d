namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>A digest that the TPM made.</summary>
/// <param name="Digest">SHA-256.</param>
/// <param name="Ticket">TPMT_TK_HASHCHECK: passed on to <see cref="Sign"/> as it is.</param>
public sealed record HashedByTpm(ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> Ticket);
