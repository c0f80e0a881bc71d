using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Attest;

/// <summary>Puts an appraisal that this hub signed into words, for operators and the page.</summary>
internal static class AppraisalReading
{
    /// <summary>The appraisal of stored evidence; null when there is none.</summary>
    public static HubAppraisal? Of(StoredEvidence? evidence)
    {
        if (evidence is null
            || !CoseSign1Parser.Parse(evidence.Appraisal).TryGet(out CoseSign1? cose, out FormatFault? _)
            || !EarParser.Parse(cose.Payload, cose.PayloadOffset).TryGet(out Ear? ear, out _))
        {
            return null;
        }

        return new HubAppraisal(Timestamp.Of(ear.IssuedAt), ear.Expires is { } until ? Timestamp.Of(until) : null, [.. ear.Submodules.Select(Of)]);
    }

    private static HubAppraisedPart Of(EarSubmodule part) => new(
        part.Label,
        EvidenceProfile.NameOf(part.Status),
        part.Vector?.Stated.ToDictionary(pair => EvidenceProfile.NameOf(pair.Key), pair => (int)pair.Value) ?? [],
        [.. part.Explanation.Select(row => new HubAppraisedClaim(
            EvidenceProfile.NameOf(row.Aspect), EvidenceProfile.NameOf(TrustVector.TierOf(row.Value)), row.Claim, row.Reason, row.Expected, row.Found))]);
}
