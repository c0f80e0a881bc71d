using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.Worker;

/// <summary>Limits of what goes into the worker and comes back. Bytes unless the name says otherwise.</summary>
public static class JobLimits
{
    /// <summary>Parts of one job.</summary>
    public const int Parts = 4096;

    /// <summary>A part's name, in ASCII characters.</summary>
    public const int NameBytes = 100;

    /// <summary>The model, or one of its external data files: 1 GiB.</summary>
    public const long ModelBytes = 1L << 30;

    /// <summary>The suite's file: 256 KiB.</summary>
    public const int SuiteBytes = 256 << 10;

    /// <summary>One input or output of a vector: 64 MiB.</summary>
    public const int VectorBytes = 64 << 20;

    /// <summary>All vectors together: 256 MiB.</summary>
    public const long AllVectorBytes = 256L << 20;

    /// <summary>A report: 4 MiB.</summary>
    public const int ReportBytes = 4 << 20;

    /// <summary>A report of answers: 64 MiB.</summary>
    public const int AnswerReportBytes = 64 << 20;

    /// <summary>Runs of one job that asks for answers.</summary>
    public const int Runs = 1024;

    /// <summary>An execution profile's name, in ASCII characters.</summary>
    public const int ProfileBytes = 32;

    /// <summary>Why there is no answer: code, line feed and one line of text in UTF-8.</summary>
    public const int FailureBytes = 4 << 10;

    /// <summary>Checks, or outputs, in one report.</summary>
    public const int ReportRows = 8192;

    /// <summary>Free text in a report, in UTF-16 units; longer text is cut by the worker.</summary>
    public const int ReportTextLength = 1024;

    /// <summary>The most bytes a part of a kind may have.</summary>
    public static long Of(JobPartKind kind) => kind switch
    {
        JobPartKind.Model or JobPartKind.ExternalData => ModelBytes,
        JobPartKind.Suite => SuiteBytes,
        JobPartKind.InspectionJob => InspectionLimits.JobBytes,
        JobPartKind.InspectionPolicy => InspectionLimits.PolicyBytes,
        JobPartKind.BillOfMaterials => MlBomLimits.Bytes,
        JobPartKind.RevealPlan => RevealLimits.PlanBytes,
        JobPartKind.Profile => ProfileBytes,
        JobPartKind.Failure => FailureBytes,
        _ => VectorBytes,
    };
}
