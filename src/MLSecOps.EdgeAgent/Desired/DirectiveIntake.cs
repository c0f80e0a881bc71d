using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Directives;

namespace MLSecOps.EdgeAgent.Desired;

/// <summary>Takes in directives: judged for this device, remembered durably, then put in force.</summary>
/// <param name="trust">Whose directives count, and in which fleet this device is.</param>
/// <param name="keeper">Keeps what was accepted.</param>
/// <param name="desire">Puts one in force: the directive, and SHA-256 of its document.</param>
/// <param name="log">Tells people.</param>
internal sealed class DirectiveIntake(HubTrust trust, TrustKeeper keeper, Action<Directive, Sha256Digest> desire, AgentLog log)
{
    private Sha256Digest? _inForce;

    /// <summary>Judges one message and acts on it. Called for one message at a time.</summary>
    /// <param name="message">A document with its signature; untrusted.</param>
    /// <param name="ueid">This device.</param>
    /// <returns>Why it was refused; null when it counts, or is the one that is in force already.</returns>
    public Refusal? Receive(ReadOnlyMemory<byte> message, Ueid ueid)
    {
        if (!SignedMessage.Decode(message, EvidenceReasons.DirectiveMalformed).TryGet(out SignedParts? parts, out FormatFault? fault))
        {
            return new Refusal(fault.Reason, $"expected {fault.Expected} at byte {fault.Offset}");
        }

        DirectiveAppraisal? appraisal = null;
        Refusal? refusal = keeper.Advance(
            state =>
            {
                DirectiveContext context = new(trust.Fleet, ueid, state.Directives) { Groups = state.GroupsAt(trust.Now) };
                appraisal = DirectiveVerifier.Verify(parts.Document.Span, parts.Cms, trust.Director, context, trust.Now);
                return (state.After(appraisal), Refusal.Of(appraisal.Verdict, appraisal.Directive is { } read ? $"sequence {read.Sequence}" : $"document {appraisal.Document}"));
            },
            _ => { });
        if (refusal is null && appraisal!.Document != _inForce)
        {
            PutInForce(appraisal.Directive!, appraisal.Document);
        }

        return refusal;
    }

    private void PutInForce(Directive directive, Sha256Digest document)
    {
        _inForce = document;
        log.Write(
            JournalEvents.DirectiveAccepted,
            null,
            directive.Hold ? HubReasons.DirectiveHold : null,
            $"sequence {directive.Sequence} for {directive.Scope}: {(directive.Desired.Count == 0 ? "nothing is asked for" : string.Join(", ", directive.Desired.Select(desired => $"{desired.Model} release {desired.Id.Release}")))}");
        desire(directive, document);
    }
}
