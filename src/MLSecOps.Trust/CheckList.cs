using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Trust;

/// <summary>Collects checks in the order performed.</summary>
internal sealed class CheckList
{
    private readonly List<Check> _checks = [];
    private readonly HashSet<Check> _aside = new(ReferenceEqualityComparer.Instance);
    private TrustVerdict? _document;

    /// <summary>All checks so far.</summary>
    public IReadOnlyList<Check> All => _checks;

    /// <summary>The reason why the examination must stop: the document's refusal, or that of the first failed check beside it; null when there is none.</summary>
    public Reason? FirstFailure => (_document as TrustVerdict.Rejected)?.Reason
        ?? Own.FirstOrDefault(check => check is { Outcome: CheckOutcome.Failed, Reason.Class: ReasonClass.Rejected })?.Reason;

    private IEnumerable<Check> Own => _checks.Where(check => !_aside.Contains(check));

    /// <summary>Takes over the checks of a document, whose verdict becomes one of those that decide.</summary>
    public void AddDocument(TrustVerdict document)
    {
        _document = document;
        AddAside(document.Checks);
    }

    /// <summary>Lists checks that decide nothing by themselves: those of a signer whom the policy need not accept.</summary>
    public void AddAside(IReadOnlyList<Check> checks)
    {
        _checks.AddRange(checks);
        _aside.UnionWith(checks);
    }

    /// <summary>The verdict: rejected for the first reason that rejects; else inconclusive for the first failure that leaves it open; else trusted. Checks that did not run are listed; required ones cannot be missing without a failure before them.</summary>
    public TrustVerdict Decide()
    {
        Reason? rejected = FirstFailure;
        if (rejected is not null)
        {
            return new TrustVerdict.Rejected(rejected, _checks);
        }

        if (_document is null)
        {
            return new TrustVerdict.Inconclusive(PackageReasons.NotReached, _checks);
        }

        Reason? open = (_document as TrustVerdict.Inconclusive)?.Reason ?? Own.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed)?.Reason;
        return open is not null ? new TrustVerdict.Inconclusive(open, _checks) : new TrustVerdict.Trusted(_checks);
    }

    /// <summary>The verdict where no document is judged: the checks alone decide, by the same rule.</summary>
    public TrustVerdict Conclude()
    {
        Reason? rejected = FirstFailure, open = Own.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed)?.Reason;
        return rejected is not null ? new TrustVerdict.Rejected(rejected, _checks)
            : open is not null ? new TrustVerdict.Inconclusive(open, _checks)
            : new TrustVerdict.Trusted(_checks);
    }

    /// <summary>Records a check that passed.</summary>
    public void Pass(string id, string subject, string? found = null) => _checks.Add(Check.Pass(id, subject, found));

    /// <summary>Records a check that failed.</summary>
    public void Fail(string id, string subject, Reason reason, string? expected = null, string? found = null) =>
        _checks.Add(Check.Fail(id, subject, reason, expected, found));

    /// <summary>Records a check that failed on untrusted bytes; the offset goes into what was found.</summary>
    public void Fail(string id, string subject, FormatFault fault) =>
        Fail(id, subject, fault.Reason, fault.Expected, fault.Found is null ? $"at byte {fault.Offset}" : $"{fault.Found}, at byte {fault.Offset}");

    /// <summary>Records a check that did not run.</summary>
    public void Skip(string id, string subject, Reason reason, string? found = null) => _checks.Add(Check.Skip(id, subject, reason) with { Found = found });

    /// <summary>Records that every check of <paramref name="ids"/> that has no entry yet was not reached.</summary>
    public void SkipRest(IEnumerable<string> ids, string subject)
    {
        int performed = _checks.Count;
        foreach (string id in ids)
        {
            if (!Has(id, performed))
            {
                Skip(id, subject, PackageReasons.NotReached);
            }
        }

        bool Has(string id, int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (_checks[i].Id == id)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
