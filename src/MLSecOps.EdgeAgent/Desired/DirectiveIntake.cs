using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Directives;

namespace MLSecOps.EdgeAgent.Desired;

/// <summary>Takes in directives: judged for this device, remembered durably, then put in force.</summary>
/// <param name="trust">Whose directives count, and in which fleet this device is.</param>
/// <param name="store">Keeps what was accepted.</param>
/// <param name="desire">Puts one in force: the directive, and SHA-256 of its document.</param>
/// <param name="log">Tells people.</param>
internal sealed class DirectiveIntake(HubTrust trust, DirectiveStore store, Action<Directive, Sha256Digest> desire, AgentLog log)
{
    private DirectiveMemory? _memory;
    private Sha256Digest? _inForce;

    /// <summary>Judges one message and acts on it. Called for one message at a time.</summary>
    /// <param name="message">A document with its signature; untrusted.</param>
    /// <param name="ueid">This device.</param>
    /// <returns>Why it was refused and what about it; null when it counts, or is the one that is in force already.</returns>
    public (Reason Reason, string Detail)? Receive(ReadOnlyMemory<byte> message, Ueid ueid)
    {
        if (!SignedMessage.Decode(message).TryGet(out SignedParts? parts, out FormatFault? fault))
        {
            return (fault.Reason, $"expected {fault.Expected} at byte {fault.Offset}");
        }

        _memory ??= store.Load();
        DirectiveAppraisal appraisal = DirectiveVerifier.Verify(parts.Document.Span, parts.Cms, trust.Director, new DirectiveContext(trust.Fleet, ueid, _memory), trust.Now);
        return appraisal.Verdict.Refusal is { } refusal ? (refusal, Describe(appraisal)) : Accept(appraisal);
    }

    private (Reason Reason, string Detail)? Accept(DirectiveAppraisal appraisal)
    {
        if (appraisal.Document == _inForce)
        {
            return null;
        }

        Directive directive = appraisal.Directive!;
        if (!appraisal.Memory.Records.SequenceEqual(_memory!.Records))
        {
            try
            {
                store.Save(appraisal.Memory);
            }
            catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
            {
                return (StoreReasons.StoreFailed, outside.Message);
            }

            _memory = appraisal.Memory;
        }

        _inForce = appraisal.Document;
        log.Write(
            JournalEvents.DirectiveAccepted,
            null,
            directive.Hold ? HubReasons.DirectiveHold : null,
            $"sequence {directive.Sequence} for {directive.Scope}: {(directive.Desired.Count == 0 ? "nothing is asked for" : string.Join(", ", directive.Desired.Select(desired => $"{desired.Model} release {desired.Id.Release}")))}");
        desire(directive, appraisal.Document);
        return null;
    }

    private static string Describe(DirectiveAppraisal appraisal)
    {
        string which = appraisal.Directive is { } directive ? $"sequence {directive.Sequence}" : $"document {appraisal.Document}";
        return appraisal.Verdict.Cause is { } failed ? $"{which}: {failed.Id}, {failed.Difference}" : which;
    }
}
