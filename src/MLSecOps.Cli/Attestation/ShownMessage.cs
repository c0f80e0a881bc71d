using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Attestation;
using MLSecOps.Trust.Attestation;

namespace MLSecOps.Cli.Attestation;

/// <summary>An attestation message of any origin as document and lines.</summary>
internal static class ShownMessage
{
    /// <summary>A message that could be read.</summary>
    /// <param name="schema">Of the command's document.</param>
    /// <param name="file">Where it came from.</param>
    /// <param name="message">The message.</param>
    /// <param name="key">SubjectPublicKeyInfo of the key that must have signed all of it; null when that is not asked.</param>
    public static Outcome Of(string schema, string file, AttestationMessage message, ReadOnlyMemory<byte>? key)
    {
        TrustVerdict verdict = AttestationSignatures.Verify(message, key);
        AttestShowDocument document = new()
        {
            Schema = schema,
            Ok = true,
            Verdict = key is null ? null : Words.Of(verdict),
            Checks = [.. verdict.Checks.Select(CheckEntry.Of)],
            File = file,
            Kind = message.Kind,
            Specification = message.Source,
            KeySha256 = key is { } info ? Sha256Digest.Of(info.Span).ToString() : null,
            Claims = [.. message.Claims.Select(claim => new SaidEntry(claim.Path, claim.Value))],
            Notes = message.Notes,
        };
        List<Line> lines =
        [
            $"kind      {message.Kind}",
            $"source    {message.Source}",
            .. CheckLines.Of(verdict.Checks),
            .. Table.Align([.. message.Claims.Select(claim => new[] { claim.Path, claim.Value })]).Select(row => new Line(row)),
            .. message.Notes.Select(note => new Line($"note      {note}")),
        ];
        if (key is null)
        {
            lines.Add(new Line($" {file}: whoever made it could say all this", "UNCHECKED", Tone.Open));
            return new Outcome(document, lines);
        }

        lines.Add(verdict.Match(
            _ => new Line($" {file}: signed by {document.KeySha256}", "TRUSTED", Tone.Good),
            _ => new Line($" {file}", "REJECTED", Tone.Bad),
            _ => new Line($" {file}", "INCONCLUSIVE", Tone.Open)));
        return verdict.Refusal is { } reason
            ? Outcome.Failed(document, lines, new Failure(
                reason, $"{file} is {(verdict is TrustVerdict.Rejected ? "rejected" : "inconclusive")}: {reason.Title}", CheckLines.Why(verdict), AttestationReasons.SignatureUnchecked.Next))
            : new Outcome(document, lines);
    }

    /// <summary>Bytes that are none, or not as their specification has them.</summary>
    public static Outcome Refused(string schema, string file, FormatFault fault) => Outcome.Failed(
        new AttestShowDocument { Schema = schema, Ok = false, File = file, FaultOffset = fault.Offset },
        [],
        new Failure(
            fault.Reason,
            $"{file} is refused: {fault.Reason.Title}",
            $"at byte {fault.Offset.ToString(CultureInfo.InvariantCulture)}: expected {fault.Expected}{(fault.Found is null ? string.Empty : $", found {fault.Found}")}",
            fault.Reason.Class == ReasonClass.Rejected ? AttestationReasons.Invalid.Next : fault.Reason.Next));
}
