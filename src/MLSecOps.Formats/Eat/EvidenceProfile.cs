using MLSecOps.Core.Update;

namespace MLSecOps.Formats.Eat;

/// <summary>Names of our evidence profile and of the results profile.</summary>
/// <remarks>
/// The profile is complete (RFC 9711, 6): it says which claims there are, and evidence with any other claim is not appraised, since
/// a claim that is not understood may be the one that says what is wrong. A change of meaning takes a new identifier.
/// </remarks>
public static class EvidenceProfile
{
    /// <summary>Object identifier of the profile, dotted: 2.25 and a UUID as integer (ITU-T X.667).</summary>
    public const string Oid = "2.25.177566396997161700832030115623043092409";

    /// <summary>Media type of evidence as it travels: an EAT in CBOR (RFC 9782).</summary>
    public const string MediaType = $"application/eat+cwt; eat_profile={Oid}";

    /// <summary>Profile of attestation results.</summary>
    public const string Results = "tag:ietf.org,2026:rats/ear#03";

    /// <summary>Media type of attestation results.</summary>
    public const string ResultsMediaType = $"application/eat+cwt; eat_profile=\"{Results}\"";

    /// <summary>Media type of the hub's acknowledgement.</summary>
    public const string AcknowledgementMediaType = "application/mlsec-ack+cbor";

    /// <summary>What stands in the claim swname.</summary>
    public const string AgentName = "mlsec-agent";

    /// <summary>What a coverage gap is called that says that the release floors are lost: the hub hands back those that were attested last.</summary>
    public const string FloorsCoverage = "floors";

    /// <summary>The row of coverage of a device that installs nothing, for another reason than floors that the hub may hand back.</summary>
    public const string UpdatesCoverage = "updates";

    /// <summary>How submodules of models are called: this and the slot's name.</summary>
    public const string ModelPrefix = "model/";

    /// <summary>The submodule of results that speaks of the device itself.</summary>
    public const string DeviceLabel = "device";

    /// <summary>The word that the profile has for a phase of an update.</summary>
    public static string NameOf(UpdatePhase phase) => EatNames.Of(phase);

    /// <summary>The word for a mode.</summary>
    public static string NameOf(EvidenceMode mode) => mode == EvidenceMode.Enforce ? "enforce" : "observe";

    /// <summary>The word for a tier (draft-ietf-rats-ear, 3.2).</summary>
    public static string NameOf(TrustTier tier) => EatNames.Of(tier);

    /// <summary>The word for an aspect, as in the JSON form of the draft (draft-ietf-rats-ear, 2.3.4).</summary>
    public static string NameOf(TrustAspect aspect) => EatNames.Of(aspect);

    /// <summary>Version scheme semver of the CoSWID registry (RFC 9393, 4.1).</summary>
    internal const int SemanticVersionScheme = 16384;

    /// <summary>The identifier's content bytes (X.690, 8.19), as the claim eat_profile has them.</summary>
    internal static ReadOnlySpan<byte> OidBytes =>
        [0x69, 0x82, 0x8b, 0x96, 0x85, 0xd2, 0xd8, 0x89, 0x92, 0xbd, 0x87, 0x81, 0xf7, 0xa1, 0xc3, 0x97, 0x89, 0xb1, 0x9f, 0x39];
}
