using MLSecOps.Core.Inspection;

namespace MLSecOps.Contracts.Inspection;

/// <summary>How severities are called in JSON and on the terminal.</summary>
public static class SeverityWord
{
    /// <summary>The word.</summary>
    public static string Of(InspectionSeverity severity) => severity switch
    {
        InspectionSeverity.Blocking => "blocking",
        InspectionSeverity.Warning => "warning",
        _ => "notice",
    };
}
