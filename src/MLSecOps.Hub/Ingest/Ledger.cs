using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Ingest;

/// <summary>Writes down what the rules decided.</summary>
internal static class Ledger
{
    private const int MostOpen = 1000;

    /// <summary>Open findings of a device, newest first.</summary>
    public static IReadOnlyList<Finding> Open(this IHubReads database, string ueid) => database.Findings(ueid, open: true, MostOpen);

    /// <summary>Writes findings and lines.</summary>
    public static void Write(this IHubTransaction database, FindingChanges changes)
    {
        foreach (Finding finding in changes.Findings)
        {
            if (finding.Id == 0)
            {
                database.AddFinding(finding);
            }
            else
            {
                database.PutFinding(finding);
            }
        }

        foreach (Change line in changes.Lines)
        {
            database.AddChange(line);
        }
    }

    /// <summary>Writes a line, if there is one.</summary>
    public static void Write(this IHubTransaction database, Change? line)
    {
        if (line is not null)
        {
            database.AddChange(line);
        }
    }
}
