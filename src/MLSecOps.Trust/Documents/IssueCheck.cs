using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Documents;

/// <summary>The dates of a document that counts until a newer one comes: it must be issued; that it has expired is said, and is no refusal.</summary>
internal static class IssueCheck
{
    /// <summary>Performs the check.</summary>
    public static void Run(CheckList checks, string id, string subject, DateTimeOffset issued, DateTimeOffset expires, VerificationTime time, Reason notYet)
    {
        string used = time.Describe();
        switch (time.Judge(issued, expires))
        {
            case Validity.NotYet:
                checks.Fail(id, subject, notYet, $"a time from {DocumentDate.Format(issued)} on", used);
                break;
            case Validity.Valid:
                checks.Pass(id, subject, used);
                break;
            default:
                checks.Pass(id, subject, $"{used}; expired {DocumentDate.Format(expires)}, in force until a newer one comes");
                break;
        }
    }
}
