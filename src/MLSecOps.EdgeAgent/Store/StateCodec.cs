using System.Text.Json;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The slots as the body of a <see cref="Generation"/>.</summary>
internal static class StateCodec
{
    /// <summary>Largest accepted file, bytes: thousands of slots.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public const string Magic = "mlsec-state/1";

    private const string Schema = "mlsec.state/1";

    /// <summary>Encodes a body.</summary>
    /// <param name="slots">All slots.</param>
    /// <param name="counter">Number of the floors; 0 for none.</param>
    public static byte[] Encode(IReadOnlyCollection<SlotState> slots, long counter = 0) => JsonSerializer.SerializeToUtf8Bytes(
        new StateDocument(Schema, [.. slots.OrderBy(slot => slot.Model, StringComparer.Ordinal).Select(ToDocument)], counter), StateJson.Default.StateDocument);

    /// <summary>Decodes a body; null when anything about it is wrong.</summary>
    public static StoredState? Decode(ReadOnlyMemory<byte> body)
    {
        try
        {
            StateDocument? document = JsonSerializer.Deserialize(body.Span, StateJson.Default.StateDocument);
            return document is { Schema: Schema, Counter: >= 0 } ? new StoredState([.. document.Slots.Select(FromDocument)], document.Counter) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return null;
        }
    }

    private static SlotDocument ToDocument(SlotState slot) => new(
        slot.Model,
        slot.Phase.ToString(),
        slot.Candidate is null ? null : new(slot.Candidate.Key, ToDocument(slot.Candidate.Claimed), slot.Candidate.Source),
        ToDocument(slot.Verified),
        ToDocument(slot.Current),
        ToDocument(slot.Confirmed),
        slot.Floor,
        slot.FloorEra,
        [.. slot.Refused.Select(refused => new RefusedDocument(refused.Key, refused.Reason.Code))],
        slot.Answers.Count == 0 ? null : [.. slot.Answers.Select(AnswersCodec.ToDocument)]);

    internal static ReleaseDocument ToDocument(ReleaseId id) => new(id.Release, id.Manifest.Hex);

    private static InstalledDocument? ToDocument(InstalledRelease? release) => release is null ? null : new(
        ToDocument(release.Id),
        release.Version,
        release.Format.ToString(),
        release.Rehearsal is null ? null : new(release.Rehearsal.Outcome.ToString(), release.Rehearsal.Reason?.Code, release.Rehearsal.Engine),
        release.Inspection is not { } seen ? null : new(seen.Outcome.ToString(), seen.Reason?.Code, seen.Engine, seen.Blocking, seen.Warned, seen.Waived));

    private static SlotState FromDocument(SlotDocument slot) => new(slot.Model)
    {
        Phase = ParseEnum<UpdatePhase>(slot.Phase),
        Candidate = slot.Candidate is null ? null : new(slot.Candidate.Key, FromDocument(slot.Candidate.Claimed), slot.Candidate.Source),
        Verified = FromDocument(slot.Verified),
        Current = FromDocument(slot.Current),
        Confirmed = FromDocument(slot.Confirmed),
        Floor = slot.Floor >= 0 ? slot.Floor : throw new FormatException("negative floor"),
        FloorEra = slot.FloorEra >= 0 ? slot.FloorEra : throw new FormatException("negative era"),
        Refused = [.. slot.Refused.Select(refused => new RefusedOffer(refused.Key, ParseReason(refused.Reason)))],
        Answers = slot.Answers is { } answers ? [.. answers.Select(AnswersCodec.FromDocument)] : [],
    };

    internal static ReleaseId FromDocument(ReleaseDocument id) => Sha256Digest.TryParseHex(id.ManifestSha256, out Sha256Digest manifest) && id.Release > 0
        ? new(id.Release, manifest)
        : throw new FormatException("release");

    private static InstalledRelease? FromDocument(InstalledDocument? release) => release is null ? null : new(
        FromDocument(release.Id),
        release.Version,
        ParseEnum<ModelFormat>(release.Format),
        release.Rehearsal is null ? null : new(
            ParseEnum<CheckOutcome>(release.Rehearsal.Outcome),
            release.Rehearsal.Reason is null ? null : ParseReason(release.Rehearsal.Reason),
            release.Rehearsal.Engine))
    {
        Inspection = release.Inspection is not { } seen ? null : new(
            ParseEnum<CheckOutcome>(seen.Outcome), seen.Reason is null ? null : ParseReason(seen.Reason), seen.Engine)
        {
            Blocking = seen.Blocking,
            Warned = seen.Warned,
            Waived = seen.Waived,
        },
    };

    // Only names: "7" would parse as an undefined value.
    private static T ParseEnum<T>(string name)
        where T : struct, Enum => Enum.TryParse(name, out T value) && Enum.IsDefined(value) && !char.IsAsciiDigit(name[0]) ? value : throw new FormatException(name);

    // A reason that this version does not know any more (after a downgrade of the agent) still means "failed".
    private static Reason ParseReason(string code) => ReasonCatalogue.Find(code) ?? StoreReasons.StoreFailed;
}
