using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Documents;

/// <summary>The dates of what counts only while it is valid, three-valued: an expiry that a mere time floor shows leaves it open.</summary>
/// <param name="Expired">The reason past the end.</param>
/// <param name="NotYet">The reason before the beginning.</param>
/// <param name="Unproven">The reason past the end as far as an unproven time says.</param>
internal sealed record ValidityCheck(Reason Expired, Reason NotYet, Reason Unproven)
{
    /// <summary>Performs the check.</summary>
    public void Run(CheckList checks, string id, string subject, DateTimeOffset issued, DateTimeOffset expires, VerificationTime time)
    {
        Reason? refusal = time.Judge(issued, expires) switch
        {
            Validity.Expired => Expired,
            Validity.NotYet => NotYet,
            Validity.Unproven => Unproven,
            _ => null,
        };
        if (refusal is null)
        {
            checks.Pass(id, subject, time.Describe());
        }
        else
        {
            checks.Fail(id, subject, refusal, $"a time from {DocumentDate.Format(issued)} to {DocumentDate.Format(expires)}", time.Describe());
        }
    }
}
