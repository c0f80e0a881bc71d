namespace MLSecOps.Trust;

/// <summary>The stable names of the checks that this project performs, in the order of performance.</summary>
public static class CheckIds
{
    /// <summary>Head of the package: manifest and signature are where they must be.</summary>
    public const string PackageEnvelope = "package.envelope";

    /// <summary>The content begins as a JSON document.</summary>
    public const string DocumentForm = "document.form";

    /// <summary>The CMS is a strict detached SignedData.</summary>
    public const string Envelope = "signature.envelope";

    /// <summary>The signer's certificate is present and unambiguous.</summary>
    public const string Certificate = "signer.certificate";

    /// <summary>The signer's key is above the floor.</summary>
    public const string Key = "signer.key";

    /// <summary>The content has the signed digest.</summary>
    public const string ContentDigest = "signature.digest";

    /// <summary>The signature value verifies.</summary>
    public const string Value = "signature.value";

    /// <summary>The path to an anchor holds.</summary>
    public const string Chain = "signer.chain";

    /// <summary>Keys and digests of the path are above the floor.</summary>
    public const string ChainStrength = "signer.chain_strength";

    /// <summary>The certificates may be used for signing models.</summary>
    public const string Usage = "signer.usage";

    /// <summary>The certificates are valid at the time used.</summary>
    public const string SignerValidity = "signer.validity";

    /// <summary>No certificate of the path is revoked, as far as the policy's lists say.</summary>
    public const string Revocation = "signer.revocation";

    /// <summary>A time-stamp token proves when the signature existed.</summary>
    public const string Timestamp = "signature.timestamp";

    /// <summary>Enough different keys signed.</summary>
    public const string Threshold = "signature.threshold";

    /// <summary>The manifest follows its schema.</summary>
    public const string Manifest = "manifest.form";

    /// <summary>The release is for this fleet.</summary>
    public const string Audience = "policy.audience";

    /// <summary>The release is for this hardware.</summary>
    public const string Hardware = "policy.hardware";

    /// <summary>The agent is new enough.</summary>
    public const string MinAgent = "policy.min_agent";

    /// <summary>The release is issued and not expired.</summary>
    public const string ReleaseValidity = "policy.validity";

    /// <summary>The release is not below the floor.</summary>
    public const string ReleaseFloor = "policy.release_floor";

    /// <summary>The release is not implausibly far above the installed one.</summary>
    public const string ReleaseJump = "policy.release_jump";

    /// <summary>The newest bulletin neither recalls the release nor asks for a newer one.</summary>
    public const string Bulletin = "policy.bulletin";

    /// <summary>Every member is there, in order, with its size, and nothing else.</summary>
    public const string Layout = "package.layout";

    /// <summary>The OMS bundle, where there is one: whether it covers the manifest, and what it is to the package.</summary>
    public const string OmsBundle = "package.oms";

    /// <summary>The index leads to the signed digest.</summary>
    public const string Index = "payload.index";

    /// <summary>Every block is the signed one.</summary>
    public const string Blocks = "payload.blocks";

    /// <summary>The checks of a detached signature with one signer, in order.</summary>
    internal static IReadOnlyList<string> OfSignature { get; } =
        [Envelope, Certificate, Key, ContentDigest, Value, Chain, ChainStrength, Usage, SignerValidity, Threshold];

    /// <summary>The checks of a document that has one signer, in order.</summary>
    internal static IReadOnlyList<string> OfDocument { get; } = [DocumentForm, .. OfSignature];

    /// <summary>The checks of a package beyond those of its document, in order.</summary>
    internal static IReadOnlyList<string> OfPackage { get; } =
        [Manifest, Audience, Hardware, MinAgent, ReleaseValidity, ReleaseFloor, ReleaseJump, Bulletin, Layout, Index, Blocks];

    /// <summary>The checks of an installed release beyond those of its document, in order.</summary>
    internal static IReadOnlyList<string> OfInstalled { get; } =
        [Manifest, Audience, Hardware, MinAgent, ReleaseValidity, ReleaseFloor, ReleaseJump, Bulletin, Blocks];
}
