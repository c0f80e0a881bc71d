using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>One generation of the state as bytes: a line <c>mlsec-state/1 GENERATION SHA256</c>, then the document. A torn or edited file does not decode.</summary>
/// <remarks>The checksum finds accidents, not attackers: who can write here owns the device (design §2, "Not promised"); floors survive him only in a TPM.</remarks>
internal static class StateCodec
{
    /// <summary>Largest accepted file, bytes: thousands of slots.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const string Magic = "mlsec-state/1";
    private const string Schema = "mlsec.state/1";

    public static byte[] Encode(long generation, IReadOnlyCollection<SlotState> slots)
    {
        StateDocument document = new(Schema, [.. slots.OrderBy(slot => slot.Model, StringComparer.Ordinal).Select(ToDocument)]);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, StateJson.Default.StateDocument);
        byte[] header = Encoding.ASCII.GetBytes($"{Magic} {generation.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(SHA256.HashData(body))}\n");
        return [.. header, .. body];
    }

    /// <summary>Decodes one generation; null when anything about it is wrong.</summary>
    public static StateGeneration? Decode(ReadOnlySpan<byte> file)
    {
        int newline = file.IndexOf((byte)'\n');
        if (file.Length > MaxBytes || newline is < 0 or > 128)
        {
            return null;
        }

        string[] header = Encoding.ASCII.GetString(file[..newline]).Split(' ');
        ReadOnlySpan<byte> body = file[(newline + 1)..];
        if (header.Length != 3 || header[0] != Magic
            || !long.TryParse(header[1], NumberStyles.None, CultureInfo.InvariantCulture, out long generation)
            || !Sha256Digest.TryParseHex(header[2], out Sha256Digest expected) || Sha256Digest.Of(body) != expected)
        {
            return null;
        }

        try
        {
            StateDocument? document = JsonSerializer.Deserialize(body, StateJson.Default.StateDocument);
            return document is { Schema: Schema } ? new(generation, [.. document.Slots.Select(FromDocument)]) : null;
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
        [.. slot.Refused.Select(refused => new RefusedDocument(refused.Key, refused.Reason.Code))]);

    private static ReleaseDocument ToDocument(ReleaseId id) => new(id.Release, id.Manifest.Hex);

    private static InstalledDocument? ToDocument(InstalledRelease? release) => release is null ? null : new(
        ToDocument(release.Id),
        release.Version,
        release.Format.ToString(),
        release.Rehearsal is null ? null : new(release.Rehearsal.Outcome.ToString(), release.Rehearsal.Reason?.Code, release.Rehearsal.Engine));

    private static SlotState FromDocument(SlotDocument slot) => new(slot.Model)
    {
        Phase = ParseEnum<UpdatePhase>(slot.Phase),
        Candidate = slot.Candidate is null ? null : new(slot.Candidate.Key, FromDocument(slot.Candidate.Claimed), slot.Candidate.Source),
        Verified = FromDocument(slot.Verified),
        Current = FromDocument(slot.Current),
        Confirmed = FromDocument(slot.Confirmed),
        Floor = slot.Floor >= 0 ? slot.Floor : throw new FormatException("negative floor"),
        Refused = [.. slot.Refused.Select(refused => new RefusedOffer(refused.Key, ParseReason(refused.Reason)))],
    };

    private static ReleaseId FromDocument(ReleaseDocument id) => Sha256Digest.TryParseHex(id.ManifestSha256, out Sha256Digest manifest) && id.Release > 0
        ? new(id.Release, manifest)
        : throw new FormatException("release");

    private static InstalledRelease? FromDocument(InstalledDocument? release) => release is null ? null : new(
        FromDocument(release.Id),
        release.Version,
        ParseEnum<ModelFormat>(release.Format),
        release.Rehearsal is null ? null : new(
            ParseEnum<CheckOutcome>(release.Rehearsal.Outcome),
            release.Rehearsal.Reason is null ? null : ParseReason(release.Rehearsal.Reason),
            release.Rehearsal.Engine));

    // Only names: "7" would parse as an undefined value.
    private static T ParseEnum<T>(string name)
        where T : struct, Enum => Enum.TryParse(name, out T value) && Enum.IsDefined(value) && !char.IsAsciiDigit(name[0]) ? value : throw new FormatException(name);

    // A reason that this version does not know any more (after a downgrade of the agent) still means "failed".
    private static Reason ParseReason(string code) => ReasonCatalogue.Find(code) ?? StoreReasons.StoreFailed;
}

/// <summary>A decoded generation of the state.</summary>
internal sealed record StateGeneration(long Number, IReadOnlyList<SlotState> Slots);
