using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Documents;

/// <summary>Names a fault of <see cref="DocumentReader"/>, whose reasons speak of manifests, in the words of another kind of document.</summary>
internal static class DocumentFault
{
    /// <summary>The reason to give.</summary>
    /// <param name="reason">What the reader found.</param>
    /// <param name="schema">For a document of another schema.</param>
    /// <param name="malformed">For everything else that is wrong with its form.</param>
    public static Reason Of(Reason reason, Reason schema, Reason malformed) =>
        reason == PackageReasons.DocumentTooLarge || reason == PackageReasons.DocumentNotJson ? reason
        : reason == PackageReasons.ManifestSchema ? schema
        : malformed;
}
