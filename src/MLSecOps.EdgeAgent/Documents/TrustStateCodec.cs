using System.Text.Json;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Directives;
using MLSecOps.Trust.Memberships;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.EdgeAgent.Documents;

/// <summary>A <see cref="TrustState"/> as the body of a generation.</summary>
internal static class TrustStateCodec
{
    /// <summary>Largest accepted file, bytes: three documents at their limit in base64, and room for the rest.</summary>
    public const int MaxBytes = 8 << 20;

    public const string Magic = "mlsec-trust-state/1";

    private const string Schema = "mlsec.trust-state/1";

    public static byte[] Encode(TrustState state) => JsonSerializer.SerializeToUtf8Bytes(
        new TrustStateDocument(
            Schema,
            ToDocument(state.Trust?.Parts),
            ToDocument(state.Bulletin?.Parts),
            state.Bulletin?.Binding ?? false,
            ToDocument(state.Membership?.Parts),
            [.. state.Directives.Records.Select(record => new DirectiveRecordDocument(record.Signer.Hex, record.Scope, record.Sequence, record.Document.Hex))],
            state.CrlNumbers.ToDictionary(each => each.Key.Hex, each => each.Value.ToString()),
            state.Time.Sources.ToDictionary(each => TrustNames.Of(each.Key), each => DocumentDate.Format(each.Value))),
        TrustStateJson.Default.TrustStateDocument);

    /// <summary>Decodes a body; null when anything about it is wrong.</summary>
    public static TrustState? Decode(ReadOnlyMemory<byte> body)
    {
        try
        {
            TrustStateDocument? document = JsonSerializer.Deserialize(body.Span, TrustStateJson.Default.TrustStateDocument);
            return document is { Schema: Schema } ? FromDocument(document) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return null;
        }
    }

    private static TrustState FromDocument(TrustStateDocument document) => new()
    {
        Trust = FromDocument(document.Trust) is { } trust ? new TrustInForce(Value(TrustUpdateParser.Parse(trust.Document.Span)), trust) : null,
        Bulletin = FromDocument(document.Bulletin) is { } bulletin ? new BulletinInForce(Value(BulletinParser.Parse(bulletin.Document.Span)), bulletin, document.BulletinBinding) : null,
        Membership = FromDocument(document.Membership) is { } membership ? new MembershipInForce(Value(MembershipParser.Parse(membership.Document.Span)), membership) : null,
        Directives = new DirectiveMemory([.. document.Directives.Select(FromDocument)]),
        CrlNumbers = document.CrlNumbers.ToDictionary(each => Digest(each.Key), each => CrlNumber.TryParse(each.Value) ?? throw new FormatException(each.Value)),
        Time = new TimeFloor(document.Times.ToDictionary(
            each => TrustNames.FindSource(each.Key) ?? throw new FormatException(each.Key),
            each => DocumentDate.TryParse(each.Value, out DateTimeOffset time) ? time : throw new FormatException(each.Value))),
    };

    private static SignedDocument? ToDocument(SignedParts? parts) => parts is null ? null : new(parts.Document.ToArray(), parts.Cms.ToArray());

    private static SignedParts? FromDocument(SignedDocument? document) => document is null ? null : new(document.Document, document.Cms);

    private static DirectiveRecord FromDocument(DirectiveRecordDocument record) =>
        record.Sequence > 0 ? new(Digest(record.SignerSha256), record.Scope, record.Sequence, Digest(record.DocumentSha256)) : throw new FormatException("sequence");

    private static T Value<T>(Parsed<T> parsed)
        where T : class => parsed.TryGet(out T? value, out FormatFault? fault) ? value : throw new FormatException(fault.Reason.Code);

    private static Sha256Digest Digest(string hex) => Sha256Digest.TryParseHex(hex, out Sha256Digest digest) ? digest : throw new FormatException("digest");
}
