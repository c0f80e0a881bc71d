namespace MLSecOps.Formats.Oms;

/// <summary>An OMS bundle whose form has been checked; nothing in it is believed before its signature is.</summary>
/// <param name="Method">How it is signed.</param>
/// <param name="Certificates">DER, signer first; empty unless the method is certificate.</param>
/// <param name="Timestamps">RFC 3161 responses, DER.</param>
/// <param name="PayloadType">Type of the payload, as signed.</param>
/// <param name="Payload">The exact signed bytes.</param>
/// <param name="Signature">ECDSA, SEQUENCE of r and s in DER.</param>
public sealed record OmsBundle(
    OmsMethod Method,
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> Timestamps,
    string PayloadType,
    ReadOnlyMemory<byte> Payload,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>For bundles signed with a key, which one the signer means: the hexadecimal SHA-256 of its public key in PEM. A hint; nothing is believed for it.</summary>
    public string? KeyHint { get; init; }
}
