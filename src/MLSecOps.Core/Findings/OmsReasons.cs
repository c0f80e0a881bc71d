namespace MLSecOps.Core.Findings;

/// <summary>Reasons about OpenSSF Model Signing (OMS) bundles and the files they cover.</summary>
public static class OmsReasons
{
    private const string SignAgain = "Have the publisher sign again with a current producer of OMS v1.0.";
    private const string TreatAsAttack = "Treat the folder as tampered with: keep it as evidence, and fetch the original from the publisher.";

    /// <summary>Not a bundle.</summary>
    public static Reason BundleMalformed { get; } = new(
        "OMS_BUNDLE_MALFORMED", ReasonClass.Rejected, "the OMS bundle is not well-formed",
        "It must be one Sigstore bundle in JSON (v0.3), of at most 16 MiB, with verification material, one DSSE envelope, one signature, and no member twice or unknown at the top.",
        SignAgain);

    /// <summary>Keyless signing.</summary>
    public static Reason Keyless { get; } = new(
        "OMS_KEYLESS_NOT_EXAMINED", ReasonClass.Inconclusive, "the bundle is signed keyless (Sigstore), which is not examined here",
        "Such a signature rests on a transparency log and a public authority that devices do not trust and cannot reach.",
        "Have the publisher sign with a key or a certificate of its own.");

    /// <summary>The method is not the one that was asked for.</summary>
    public static Reason MethodMismatch { get; } = new(
        "OMS_METHOD_MISMATCH", ReasonClass.Rejected, "the bundle is not signed in the way that the policy asks for",
        "A public key verifies bundles of the method key, anchors those of the method certificate; a bundle cannot choose by which it is judged.",
        "Ask the publisher how it signs, and name its public key (`--public-key`) or its authority (`--anchors`).");

    /// <summary>The signature does not hold.</summary>
    public static Reason SignatureInvalid { get; } = new(
        "OMS_SIGNATURE_INVALID", ReasonClass.Rejected, "the signature of the bundle does not verify",
        "The DSSE signature is not by this key over this payload and its type.",
        "Check that the key is the publisher's. If it is, treat the bundle as tampered with.");

    /// <summary>The oldest form.</summary>
    public static Reason LegacyForm { get; } = new(
        "OMS_LEGACY_FORM", ReasonClass.Rejected, "the bundle has a form that OMS v1.0 no longer has",
        "Bundles of model_signing 0.2 sign another encoding of the payload, and state digests of files as subjects (predicate Digests/v0.1).",
        SignAgain);

    /// <summary>Not an OMS statement.</summary>
    public static Reason StatementMalformed { get; } = new(
        "OMS_STATEMENT_MALFORMED", ReasonClass.Rejected, "the signed statement is not one of OMS v1.0",
        "The payload must be an in-toto statement with one subject and the predicate model_signing/signature/v1.0: resources that are not empty, each name once, relative, without dot segments, each digest lower-case hexadecimal of its algorithm's length.",
        SignAgain);

    /// <summary>The subject's digest is not that of the resources.</summary>
    public static Reason RootMismatch { get; } = new(
        "OMS_ROOT_MISMATCH", ReasonClass.Rejected, "the statement contradicts itself",
        "The subject's digest is not SHA-256 over the digests of the resources in their order.",
        SignAgain);

    /// <summary>Another hash.</summary>
    public static Reason HashNotExamined { get; } = new(
        "OMS_HASH_NOT_EXAMINED", ReasonClass.Inconclusive, "the files are hashed with an algorithm that is not computed here",
        "OMS allows blake2b and blake3 beside SHA-256; here files are compared by SHA-256 alone.",
        "Have the publisher sign with `--hash-algorithm sha256`, the default of OMS producers.");

    /// <summary>A signed file is absent.</summary>
    public static Reason FileMissing { get; } = new(
        "OMS_FILE_MISSING", ReasonClass.Rejected, "a signed file is missing",
        "The statement lists it, and the folder does not have it as a regular file.",
        TreatAsAttack);

    /// <summary>A signed file differs.</summary>
    public static Reason FileMismatch { get; } = new(
        "OMS_FILE_MISMATCH", ReasonClass.Rejected, "a file is not the signed one",
        "Its SHA-256, or that of one of its shards, or its length, differs from what was signed.",
        TreatAsAttack);

    /// <summary>A file that nobody signed.</summary>
    public static Reason FileUnsigned { get; } = new(
        "OMS_FILE_UNSIGNED", ReasonClass.Rejected, "there is a file that nobody signed",
        "The statement does not list it, and neither it nor the command line ignores its path. Whatever loads the folder could read it.",
        "Take the file away, or fetch the folder again from the publisher.");

    /// <summary>A symbolic link or a special file.</summary>
    public static Reason LinkRefused { get; } = new(
        "OMS_LINK_REFUSED", ReasonClass.Rejected, "there is a symbolic link or a special file",
        "What a link leads to can change without it. Links are followed only where the signer followed them and `--allow-symlinks` is given, and then only relative ones to a regular file inside the folder.",
        "Put the file itself in the link's place, and have the publisher sign the folder so.");

    /// <summary>A bundle about other files than the manifest.</summary>
    public static Reason ManifestNotCovered { get; } = new(
        "OMS_MANIFEST_NOT_COVERED", ReasonClass.Rejected, "the OMS bundle does not cover the package's manifest",
        "The package has no manifest.p7s, and the resources of its OMS bundle do not include manifest.json. Such a bundle says something about files, never that the package may be installed.",
        "Have the publisher sign the package: `mlsec model sign`, with or without `--oms`.");

    /// <summary>Nothing is left to sign.</summary>
    public static Reason NothingToSign { get; } = new(
        "OMS_NOTHING_TO_SIGN", ReasonClass.Usage, "there is no file to sign",
        "A bundle is about at least one file; this folder has none, or all of them are ignored.",
        "Check the folder and the paths that `--ignore-paths` leaves out.");

    /// <summary>A second signature in an unpacked package.</summary>
    public static Reason SecondNotExamined { get; } = new(
        "OMS_SECOND_NOT_EXAMINED", ReasonClass.Inconclusive, "not run: the OMS bundle beside manifest.p7s was not judged",
        "In an unpacked package the CMS decides, and every file is measured against the manifest. What the bundle beside it says was not compared.",
        "To judge the bundle, name it: mlsec model verify FOLDER --signature FOLDER/manifest.oms.json.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        BundleMalformed, Keyless, MethodMismatch, SignatureInvalid, LegacyForm, StatementMalformed, RootMismatch, HashNotExamined, FileMissing, FileMismatch, FileUnsigned, LinkRefused, ManifestNotCovered, NothingToSign, SecondNotExamined,
    ];
}
