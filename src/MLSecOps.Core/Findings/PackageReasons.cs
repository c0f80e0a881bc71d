namespace MLSecOps.Core.Findings;

/// <summary>Reasons about the package's form: tar, members, manifest, index, digests.</summary>
public static class PackageReasons
{
    private const string FetchAgain = "Fetch the package again from its source, or pack and sign it again with `mlsec model pack` and `mlsec model sign`.";
    private const string RepairManifest = "Correct the manifest at the place named, then pack and sign again: a signed manifest cannot be edited.";

    /// <summary>The file ends inside a member.</summary>
    public static Reason Truncated { get; } = new(
        "PACKAGE_TRUNCATED", ReasonClass.Rejected, "the package ends too early",
        "The bytes end inside a header, a member or the closing blocks: a download that stopped, a full disk, or an edit.",
        FetchAgain);

    /// <summary>Bytes after the end marker.</summary>
    public static Reason TrailingBytes { get; } = new(
        "PACKAGE_TRAILING_BYTES", ReasonClass.Rejected, "there are bytes after the end of the package",
        "A package ends with two zero blocks and nothing after them. What follows is not covered by the signature.",
        FetchAgain);

    /// <summary>A tar header is not in the one form that the format allows.</summary>
    public static Reason HeaderInvalid { get; } = new(
        "PACKAGE_HEADER_INVALID", ReasonClass.Rejected, "a tar header is not in canonical form",
        "Each member has exactly one valid header: a regular file, mode 0644, no owner, no date, octal size, exact checksum. Links, directories, extensions and every other form are refused, because two readers could understand them differently.",
        "Pack with `mlsec model pack`; archives made by general tar programs are not packages.");

    /// <summary>Padding that is not zero.</summary>
    public static Reason PaddingInvalid { get; } = new(
        "PACKAGE_PADDING_INVALID", ReasonClass.Rejected, "the padding between members is not zero",
        "Members are padded with zeros to 512 bytes, and the archive ends with two zero blocks. Other bytes there could hide content.",
        FetchAgain);

    /// <summary>A path that the format does not allow.</summary>
    public static Reason PathInvalid { get; } = new(
        "PACKAGE_PATH_INVALID", ReasonClass.Rejected, "a path is not allowed in a package",
        "Paths are printable ASCII, at most 100 bytes, separated by '/', without empty or dot components, and do not begin with what the format reserves (manifest.*, index/). Anything else could leave the folder or be read as another file.",
        "Rename the file, then pack and sign again.");

    /// <summary>Two paths that cannot exist beside each other.</summary>
    public static Reason PathConflict { get; } = new(
        "PACKAGE_PATH_CONFLICT", ReasonClass.Rejected, "two paths of the package collide",
        "Two files have the same path when letter case is ignored, or one is a folder of the other. On some file systems one would overwrite the other.",
        "Rename one of the files, then pack and sign again.");

    /// <summary>A member that does not belong where it stands.</summary>
    public static Reason MemberUnexpected { get; } = new(
        "PACKAGE_MEMBER_UNEXPECTED", ReasonClass.Rejected, "the package has a member that does not belong there",
        "Members are the manifest, its signature, the indexes and the payload, each as the signed manifest names it and in its order. An extra or misplaced member is not covered by the signature.",
        FetchAgain);

    /// <summary>A member that the manifest names is absent.</summary>
    public static Reason MemberMissing { get; } = new(
        "PACKAGE_MEMBER_MISSING", ReasonClass.Rejected, "a file that the manifest names is missing",
        "The signed manifest lists every file. One of them, or its index, is not there.",
        FetchAgain);

    /// <summary>A member's size disagrees with the manifest.</summary>
    public static Reason MemberSize { get; } = new(
        "PACKAGE_MEMBER_SIZE", ReasonClass.Rejected, "a file's size is not the signed one",
        "The signed manifest states the size of every file in bytes, and so the size of its index. This one differs.",
        FetchAgain);

    /// <summary>A manifest or document above its size limit.</summary>
    public static Reason DocumentTooLarge { get; } = new(
        "DOCUMENT_TOO_LARGE", ReasonClass.Rejected, "the signed document is larger than allowed",
        "Signed documents are at most 1 MiB, so that reading one can never exhaust a device.",
        "Shorten the document: data belongs in payload files, which have no such limit.");

    /// <summary>A document whose first byte is not an opening brace.</summary>
    public static Reason DocumentNotJson { get; } = new(
        "DOCUMENT_NOT_JSON", ReasonClass.Rejected, "the signed content is not a JSON document",
        "A signed document begins with '{'. Other content may be the inside of another signature (its attributes) presented as a document.",
        FetchAgain);

    /// <summary>The manifest is not well-formed JSON within the limits.</summary>
    public static Reason ManifestMalformed { get; } = new(
        "MANIFEST_MALFORMED", ReasonClass.Rejected, "the manifest is not well-formed",
        "The manifest must be strict UTF-8 JSON: one object, no byte-order mark, no comments, no trailing commas, nothing after it, limited depth.",
        RepairManifest);

    /// <summary>A schema that this program does not know.</summary>
    public static Reason ManifestSchema { get; } = new(
        "MANIFEST_SCHEMA_UNSUPPORTED", ReasonClass.Rejected, "the manifest's schema is not supported",
        "The manifest names a schema other than mlsec.model-manifest/1. It may need a newer agent.",
        "Update this program, or have the publisher issue the release in a supported schema.");

    /// <summary>A member that the schema does not have.</summary>
    public static Reason ManifestMemberUnknown { get; } = new(
        "MANIFEST_MEMBER_UNKNOWN", ReasonClass.Rejected, "the manifest has a member that its schema does not know",
        "Unknown members are refused: a rule that is not understood would be silently ignored.",
        RepairManifest);

    /// <summary>The same member twice.</summary>
    public static Reason ManifestMemberDuplicate { get; } = new(
        "MANIFEST_MEMBER_DUPLICATE", ReasonClass.Rejected, "the manifest has the same member twice",
        "JSON readers differ in which of two equal names counts, also when one is written with escapes; so both are refused.",
        RepairManifest);

    /// <summary>A member that the schema requires is absent.</summary>
    public static Reason ManifestMemberMissing { get; } = new(
        "MANIFEST_MEMBER_MISSING", ReasonClass.Rejected, "the manifest lacks a member that its schema requires",
        "Every rule of a release is stated explicitly; nothing required has a default.",
        RepairManifest);

    /// <summary>A value outside its type or range.</summary>
    public static Reason ManifestValue { get; } = new(
        "MANIFEST_VALUE_INVALID", ReasonClass.Rejected, "a value in the manifest is not allowed",
        "Values have exact forms: integers without fraction or exponent, UTC dates with whole seconds, lower-case digests, semantic versions, known names.",
        RepairManifest);

    /// <summary>The index does not amount to the signed digest.</summary>
    public static Reason IndexMismatch { get; } = new(
        "INDEX_MISMATCH", ReasonClass.Rejected, "a file's block index does not lead to its signed digest",
        "The index is the leaf level of the file's fs-verity tree. Recomputing the tree from it gives another digest than the signed manifest states, so nothing of the file was read.",
        FetchAgain);

    /// <summary>A rolling checksum in the index is not that of its block.</summary>
    public static Reason HintMismatch { get; } = new(
        "INDEX_HINT_MISMATCH", ReasonClass.Rejected, "a rolling checksum of a file's index is not that of its block",
        "An index may carry a weak checksum of each block, by which devices find blocks that they hold already. It is not signed. This one does not belong to its block, which is itself the signed one: the package was changed after packing.",
        FetchAgain);

    /// <summary>A block of a file is not what was signed.</summary>
    public static Reason PayloadMismatch { get; } = new(
        "PAYLOAD_DIGEST_MISMATCH", ReasonClass.Rejected, "a file is not the one that was signed",
        "A 4096-byte block hashes to another value than the signed tree states: the bytes changed after signing. The offset names the first such block.",
        "Do not use the file. Keep a copy as evidence if nobody is known to have changed it; then fetch the package again.");

    /// <summary>An earlier check ended the examination.</summary>
    public static Reason NotReached { get; } = new(
        "CHECK_NOT_REACHED", ReasonClass.Inconclusive, "not run, because an earlier check failed",
        "Examination stops at the first refusal, so that nothing further of an untrusted file is read.",
        "See the check that failed.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Truncated, TrailingBytes, HeaderInvalid, PaddingInvalid, PathInvalid, PathConflict, MemberUnexpected, MemberMissing, MemberSize,
        DocumentTooLarge, DocumentNotJson, ManifestMalformed, ManifestSchema, ManifestMemberUnknown, ManifestMemberDuplicate,
        ManifestMemberMissing, ManifestValue, IndexMismatch, HintMismatch, PayloadMismatch, NotReached,
    ];
}
