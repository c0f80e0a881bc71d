namespace MLSecOps.Core.Findings;

/// <summary>Reasons about CMS, certificates and who signed.</summary>
public static class SignatureReasons
{
    private const string SignAgain = "Have the publisher sign again with `mlsec model sign` or `openssl cms -sign -binary -outform DER`.";
    private const string AskPublisher = "Ask the publisher which certificate signs its releases, and compare it with the anchors configured here (`mlsec trust show`).";
    private const string TreatAsAttack = "Treat the file as tampered with: keep it as evidence, and fetch the original from the publisher.";

    /// <summary>No signature at all.</summary>
    public static Reason Missing { get; } = new(
        "SIGNATURE_MISSING", ReasonClass.Rejected, "there is no signature",
        "The document has no detached CMS signature beside it, so nobody vouches for it.",
        "Sign it with `mlsec model sign`.");

    /// <summary>The CMS is above its size limit.</summary>
    public static Reason TooLarge { get; } = new(
        "SIGNATURE_TOO_LARGE", ReasonClass.Rejected, "the signature is larger than allowed",
        "A CMS envelope is at most 64 KiB, with at most 8 signers and 16 certificates.",
        SignAgain);

    /// <summary>Not a DER SignedData.</summary>
    public static Reason Malformed { get; } = new(
        "SIGNATURE_MALFORMED", ReasonClass.Rejected, "the signature is not a well-formed CMS SignedData",
        "The envelope must be CMS SignedData (RFC 5652) in strict DER: definite minimal lengths, sorted sets, the version its contents call for. BER and PEM are refused.",
        SignAgain);

    /// <summary>Bytes after the CMS.</summary>
    public static Reason TrailingBytes { get; } = new(
        "SIGNATURE_TRAILING_BYTES", ReasonClass.Rejected, "there are bytes after the signature",
        "The envelope is one DER value and nothing else.",
        SignAgain);

    /// <summary>eContent in a detached signature.</summary>
    public static Reason ContentEmbedded { get; } = new(
        "SIGNATURE_CONTENT_EMBEDDED", ReasonClass.Rejected, "the signature carries content, though it must be detached",
        "Some verifiers hash embedded content before the supplied one, so that a signature over A and B together passes for B alone.",
        "If the publisher made it, sign again detached (the default of `openssl cms -sign`). Otherwise treat the file as tampered with.");

    /// <summary>eContentType is not id-data.</summary>
    public static Reason ContentType { get; } = new(
        "SIGNATURE_CONTENT_TYPE", ReasonClass.Rejected, "the signature is for another type of content",
        "The content type must be id-data, in the envelope and in the signed attribute alike. A signature over a timestamp or another structure is not one over a document.",
        TreatAsAttack);

    /// <summary>No SignerInfo.</summary>
    public static Reason NoSigner { get; } = new(
        "SIGNATURE_NO_SIGNER", ReasonClass.Rejected, "nobody signed",
        "The envelope has no SignerInfo: a bag of certificates proves nothing.",
        SignAgain);

    /// <summary>Signed attributes absent.</summary>
    public static Reason AttributesMissing { get; } = new(
        "SIGNATURE_ATTRIBUTES_MISSING", ReasonClass.Rejected, "the signature has no signed attributes",
        "Without them, the attributes of a true signature can be presented as a document that somebody signed.",
        "If the publisher made it, sign again with signed attributes (do not use -noattr). Otherwise treat the file as tampered with.");

    /// <summary>Signed attributes wrong, duplicated or unsorted.</summary>
    public static Reason AttributesInvalid { get; } = new(
        "SIGNATURE_ATTRIBUTES_INVALID", ReasonClass.Rejected, "the signed attributes are not valid",
        "There must be exactly one content-type and one message-digest attribute, each with one value; no attribute twice; the set sorted as DER demands.",
        TreatAsAttack);

    /// <summary>MD5, SHA-1 or unknown digests.</summary>
    public static Reason DigestWeak { get; } = new(
        "SIGNATURE_DIGEST_WEAK", ReasonClass.Rejected, "the signature uses a digest below the floor",
        "Only SHA-256, SHA-384 and SHA-512 count. Collisions for weaker digests can be made.",
        "Have the publisher sign again with SHA-256 or better (`openssl cms -sign -md sha256`).");

    /// <summary>An algorithm that is not accepted or contradicts the digest.</summary>
    public static Reason AlgorithmRefused { get; } = new(
        "SIGNATURE_ALGORITHM_REFUSED", ReasonClass.Rejected, "the signature algorithm is not accepted",
        "Accepted are RSA (PKCS#1 v1.5, or PSS with the digest's own length as salt) and ECDSA, with parameters that agree with the digest algorithm.",
        "Have the publisher sign again with RSA or ECDSA (for PSS: `-keyopt rsa_pss_saltlen:-1`).");

    /// <summary>The content is not the signed one.</summary>
    public static Reason DigestMismatch { get; } = new(
        "SIGNATURE_DIGEST_MISMATCH", ReasonClass.Rejected, "the content is not what was signed",
        "The digest of the document differs from the one in the signed attributes: the document, or the signature beside it, was exchanged.",
        TreatAsAttack);

    /// <summary>The signature value does not verify.</summary>
    public static Reason Invalid { get; } = new(
        "SIGNATURE_INVALID", ReasonClass.Rejected, "the signature does not verify",
        "The signature value does not match the signer's public key.",
        TreatAsAttack);

    /// <summary>The signer's certificate is not there.</summary>
    public static Reason CertificateMissing { get; } = new(
        "SIGNER_CERTIFICATE_MISSING", ReasonClass.Rejected, "the signer's certificate is missing",
        "Neither the envelope nor the anchors hold the certificate that the signature names; certificates are never fetched.",
        "Have the publisher include the certificate and its intermediates when signing (do not use -nocerts).");

    /// <summary>Two certificates fit.</summary>
    public static Reason CertificateAmbiguous { get; } = new(
        "SIGNER_CERTIFICATE_AMBIGUOUS", ReasonClass.Rejected, "two certificates have the same issuer and serial number or key identifier",
        "One of them stands in for the other; which one a verifier takes would be chance.",
        TreatAsAttack);

    /// <summary>A certificate that cannot be read strictly.</summary>
    public static Reason CertificateInvalid { get; } = new(
        "SIGNER_CERTIFICATE_INVALID", ReasonClass.Rejected, "a certificate is not well-formed",
        "A certificate in the envelope is not strict DER X.509 version 3, repeats an extension, or names two signature algorithms.",
        "Have the publisher check its certificates with `openssl x509 -text` and sign again.");

    /// <summary>A key below the floor.</summary>
    public static Reason KeyWeak { get; } = new(
        "SIGNER_KEY_WEAK", ReasonClass.Rejected, "a key is below the floor",
        "Signer and every certificate above it need RSA of 2048 to 8192 bits, or ECDSA on P-256, P-384 or P-521.",
        "Have the publisher issue certificates with stronger keys, and sign again.");

    /// <summary>A key of a kind that is not accepted.</summary>
    public static Reason KeyUnsupported { get; } = new(
        "SIGNER_KEY_UNSUPPORTED", ReasonClass.Rejected, "a key is of a kind that is not accepted",
        "Only RSA keys and ECDSA keys on the named curves P-256, P-384 and P-521 are accepted; explicit curve parameters never are.",
        "Have the publisher use an RSA or a NIST curve key, and sign again.");

    /// <summary>The chain ends elsewhere than at an anchor.</summary>
    public static Reason ChainUntrusted { get; } = new(
        "SIGNER_CHAIN_UNTRUSTED", ReasonClass.Rejected, "the signer does not chain to a trusted anchor",
        "The certificates in the envelope do not lead, signature by signature, to an anchor of this role. Equal names do not count; the system's certificate store is never used.",
        AskPublisher);

    /// <summary>The chain breaks a rule of X.509.</summary>
    public static Reason ChainInvalid { get; } = new(
        "SIGNER_CHAIN_INVALID", ReasonClass.Rejected, "the signer's certificate chain breaks a rule",
        "A certificate above the signer may not issue certificates, or a path length, name constraint or critical extension forbids this chain.",
        AskPublisher);

    /// <summary>A weak signature inside the chain.</summary>
    public static Reason ChainWeak { get; } = new(
        "SIGNER_CHAIN_WEAK", ReasonClass.Rejected, "a certificate below the anchor is signed with a weak algorithm",
        "Certificates below the anchor must be signed with SHA-256 or better. A certificate over SHA-1 or MD5 can be forged.",
        "Have the publisher reissue its certificates with SHA-256 or better.");

    /// <summary>Not a code-signing certificate.</summary>
    public static Reason UsageRefused { get; } = new(
        "SIGNER_USAGE_REFUSED", ReasonClass.Rejected, "the certificate may not sign models",
        "In strict mode, the signer's certificate must list the extended key usage codeSigning; key usage, where present, must include digitalSignature; certificates above it must not exclude codeSigning.",
        "Have the publisher sign with a code-signing certificate.");

    /// <summary>The signer is a certification authority.</summary>
    public static Reason SignerIsAuthority { get; } = new(
        "SIGNER_IS_AUTHORITY", ReasonClass.Rejected, "the signer's certificate is that of a certification authority",
        "A key that issues certificates must not sign releases: whoever handles releases could then make new signers.",
        "Have the publisher sign with an end-entity certificate.");

    /// <summary>Expired.</summary>
    public static Reason SignerExpired { get; } = new(
        "SIGNER_EXPIRED", ReasonClass.Rejected, "the signer's certificate has expired",
        "At the time of verification, a certificate of the chain is past its notAfter.",
        "Have the publisher renew its certificate and sign again.");

    /// <summary>Not valid yet.</summary>
    public static Reason SignerNotYetValid { get; } = new(
        "SIGNER_NOT_YET_VALID", ReasonClass.Rejected, "the signer's certificate is not valid yet",
        "At the time of verification, a certificate of the chain is before its notBefore.",
        "Check this machine's clock; if it is right, ask the publisher when the certificate becomes valid.");

    /// <summary>Expired only as far as an unproven time says.</summary>
    public static Reason SignerTimeUnproven { get; } = new(
        "SIGNER_TIME_UNPROVEN", ReasonClass.Inconclusive, "the signer's certificate seems expired, but the time is not known for certain",
        "The clock is not trustworthy, so the time floor was used, and it lies after the certificate's notAfter. A running model is not stopped for that.",
        "Set or synchronise the clock, then verify again.");

    /// <summary>Too few distinct signers.</summary>
    public static Reason ThresholdNotMet { get; } = new(
        "SIGNER_THRESHOLD_NOT_MET", ReasonClass.Rejected, "too few different trusted keys signed",
        "The role requires signatures by several different keys; a key counts once, whatever number of certificates or signatures it has.",
        "Have the missing publishers add their signatures (`mlsec model sign` keeps the present ones).");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Missing, TooLarge, Malformed, TrailingBytes, ContentEmbedded, ContentType, NoSigner, AttributesMissing, AttributesInvalid, DigestWeak,
        AlgorithmRefused, DigestMismatch, Invalid, CertificateMissing, CertificateAmbiguous, CertificateInvalid, KeyWeak, KeyUnsupported,
        ChainUntrusted, ChainInvalid, ChainWeak, UsageRefused, SignerIsAuthority, SignerExpired, SignerNotYetValid, SignerTimeUnproven,
        ThresholdNotMet,
    ];
}
