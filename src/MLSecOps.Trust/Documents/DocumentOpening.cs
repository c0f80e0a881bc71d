using MLSecOps.Core.Bytes;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Documents;

/// <summary>Takes a signed document from its bytes: the signature first, then, from the same bytes, the form.</summary>
internal static class DocumentOpening
{
    /// <summary>Reads a document.</summary>
    public delegate Parsed<T> Parser<T>(ReadOnlySpan<byte> document)
        where T : class;

    /// <summary>Judges signature and form.</summary>
    /// <param name="document">Exact bytes; untrusted.</param>
    /// <param name="cms">The detached CMS in DER, untrusted; null when there is none.</param>
    /// <param name="policy">Who may sign it.</param>
    /// <param name="time">When.</param>
    /// <param name="parse">Its parser.</param>
    /// <param name="subject">How it is called.</param>
    /// <param name="ids">Its checks beyond those of the signature, the one of the form first.</param>
    /// <param name="checks">Receives the checks.</param>
    /// <returns>The document, null when it was refused, and what was found about its signature.</returns>
    public static (T? Document, DocumentAppraisal Signature) Open<T>(
        ReadOnlySpan<byte> document, ReadOnlyMemory<byte>? cms, RolePolicy policy, VerificationTime time, Parser<T> parse, string subject, IReadOnlyList<string> ids, CheckList checks)
        where T : class
    {
        DocumentAppraisal signature = DocumentVerifier.Verify(document, cms, policy, time);
        checks.AddDocument(signature.Verdict);
        if (checks.FirstFailure is null)
        {
            if (parse(document).TryGet(out T? read, out FormatFault? fault))
            {
                checks.Pass(ids[0], subject);
                return (read, signature);
            }

            checks.Fail(ids[0], subject, fault);
        }

        checks.SkipRest(ids, subject);
        return (null, signature);
    }
}
