namespace MLSecOps.Core.Findings;

/// <summary>Reasons about attestation messages of any origin: tokens, results, reference values.</summary>
public static class AttestationReasons
{
    /// <summary>Nothing that is known here.</summary>
    public static Reason Unknown { get; } = new(
        "ATTESTATION_FORMAT_UNKNOWN", ReasonClass.Rejected, "the bytes are no attestation message that is known here",
        "Known are EAT and CWT, EAR, PSA tokens, CoRIM and CoMID, concise evidence, measured components, CMW, and the messages of this product, in CBOR or JSON.",
        "See whether the file is the whole message and nothing around it; a text form (hexadecimal, base64, diagnostic notation) has to be decoded first.");

    /// <summary>Known, but not as its specification has it.</summary>
    public static Reason Invalid { get; } = new(
        "ATTESTATION_CONTENT_INVALID", ReasonClass.Rejected, "the message is not as its specification has it",
        "A claim has another type, length or value than its specification gives it, or a claim that it requires is not there.",
        "Tell whoever made the message; the offset says where it departs.");

    /// <summary>Not JSON.</summary>
    public static Reason JsonMalformed { get; } = new(
        "ATTESTATION_JSON_MALFORMED", ReasonClass.Rejected, "the text is not well-formed JSON",
        "It ends too early, has a member twice or something after its end. Nothing of it was used.",
        "Tell whoever made the message; the offset says where it departs.");

    /// <summary>Readable, but nothing that a public key could check.</summary>
    public static Reason SignatureUnchecked { get; } = new(
        "ATTESTATION_SIGNATURE_UNCHECKED", ReasonClass.Inconclusive, "no key signed this, as far as was checked",
        "No public key was given, or this is not signed, or protected by a MAC with a shared secret, or signed with an algorithm other than ES256, ES384 and ES512.",
        "Do not take it for genuine. Give the key of whoever made it (--public-key); if there is no signature by ECDSA, ask for one.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } = [Unknown, Invalid, JsonMalformed, SignatureUnchecked];
}
