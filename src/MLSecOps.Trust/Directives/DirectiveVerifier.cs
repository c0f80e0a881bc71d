using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Directives;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Directives;

/// <summary>Judges a directive for one device: signature by the director's role, form, fleet, scope, sequence, dates (design §5).</summary>
/// <remarks>
/// A directive that was accepted before and comes again, byte for byte, is trusted again: retained messages do that at every
/// connection. All checks after the form run, so that a report names everything that is wrong with a replayed directive.
/// </remarks>
public static class DirectiveVerifier
{
    private static readonly ValidityCheck Dates = new(EvidenceReasons.DirectiveExpired, EvidenceReasons.DirectiveNotYetIssued, EvidenceReasons.DirectiveTimeUnproven);

    /// <summary>Judges the directive.</summary>
    /// <param name="document">Exact bytes; untrusted.</param>
    /// <param name="cms">The detached CMS in DER, untrusted; null when there is none.</param>
    /// <param name="director">Who may sign directives.</param>
    /// <param name="context">The device.</param>
    /// <param name="time">When.</param>
    public static DirectiveAppraisal Verify(
        ReadOnlySpan<byte> document, ReadOnlyMemory<byte>? cms, RolePolicy director, DirectiveContext context, VerificationTime time)
    {
        CheckList checks = new();
        Sha256Digest digest = Sha256Digest.Of(document);
        (Directive? directive, DocumentAppraisal signature) = DocumentOpening.Open(document, cms, director, time, DirectiveParser.Parse, "directive", DirectiveChecks.All, checks);
        if (directive is null)
        {
            return new DirectiveAppraisal(checks.Decide(), null, digest, [], context.Memory, time);
        }

        CheckFleet(checks, directive, context);
        CheckScope(checks, directive, context);
        CheckSequence(checks, directive, digest, signature.Signers, context.Memory);
        Dates.Run(checks, DirectiveChecks.Validity, "directive", directive.Issued, directive.Expires, time);
        TrustVerdict verdict = checks.Decide();
        DirectiveMemory memory = verdict is TrustVerdict.Trusted ? context.Memory.With(directive, digest, signature.Signers) : context.Memory;
        return new DirectiveAppraisal(verdict, directive, digest, signature.Signers, memory, time);
    }

    private static void CheckFleet(CheckList checks, Directive directive, DirectiveContext context)
    {
        if (directive.Fleet == context.Fleet)
        {
            checks.Pass(DirectiveChecks.Fleet, "directive", directive.Fleet);
        }
        else
        {
            checks.Fail(DirectiveChecks.Fleet, "directive", EvidenceReasons.DirectiveFleet, context.Fleet, directive.Fleet);
        }
    }

    private static void CheckScope(CheckList checks, Directive directive, DirectiveContext context)
    {
        string scope = directive.Scope.ToString()!;
        if (directive.Scope.Match(device => device.Ueid == context.Ueid, group => context.Groups.Contains(group.Name)))
        {
            checks.Pass(DirectiveChecks.Scope, "directive", scope);
        }
        else
        {
            string expected = string.Join(" or ", [$"device:{context.Ueid}", .. context.Groups.Select(group => $"group:{group}")]);
            checks.Fail(DirectiveChecks.Scope, "directive", EvidenceReasons.DirectiveScopeMismatch, expected, scope);
        }
    }

    private static void CheckSequence(
        CheckList checks, Directive directive, Sha256Digest digest, IReadOnlyList<SignerIdentity> signers, DirectiveMemory memory)
    {
        string found = $"{directive.Sequence}";
        DirectiveRecord? newest = memory.Find(directive.Scope, signers.Select(signer => signer.Key));
        if (newest is not null && directive.Sequence < newest.Sequence)
        {
            checks.Fail(DirectiveChecks.Sequence, "directive", EvidenceReasons.DirectiveOlder, $"at least {newest.Sequence}", found);
        }
        else if (newest is not null && directive.Sequence == newest.Sequence && newest.Document != digest)
        {
            checks.Fail(DirectiveChecks.Sequence, "directive", EvidenceReasons.DirectiveConflict, $"{newest.Document}", $"{digest}");
        }
        else
        {
            checks.Pass(DirectiveChecks.Sequence, "directive", found);
        }
    }
}
