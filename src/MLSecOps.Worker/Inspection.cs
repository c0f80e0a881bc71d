using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Worker;

/// <summary>The job <c>inspect</c>: what is in this model? Whatever goes wrong with the input is a refusal in the report.</summary>
internal static class Inspection
{
    /// <summary>Inspects.</summary>
    /// <param name="input">The job's bytes; its models are descriptors.</param>
    /// <param name="open">The range of a descriptor (number, first byte, length); null when it is not there. A parameter for tests.</param>
    public static InspectionReport Run(Stream input, Func<int, long, long, IByteSource?> open)
    {
        var parts = new InspectionParts();
        FormatFault? fault = JobReader.Read(input, parts);
        if (fault is not null || !parts.Complete().TryGet(out InspectionJob? job, out fault))
        {
            return Refused(Check.Fail("inspection.job", "job", InspectionReasons.JobMalformed, fault.Expected, fault.Found));
        }

        if (open(InspectionJob.ModelDescriptor, job.Model.Offset, job.Model.Length) is not { } model)
        {
            return Refused(Check.Skip("inspection.model", job.Model.Path, InspectionReasons.Unreadable));
        }

        IByteSource? installed = null;
        if (job.Installed is { } other && (installed = open(InspectionJob.InstalledDescriptor, other.Offset, other.Length)) is null)
        {
            return Refused(Check.Skip("inspection.installed", other.Path, InspectionReasons.Unreadable));
        }

        try
        {
            return ModelInspection.Inspect(model, installed, job, parts.Policy, parts.Bom);
        }
        catch (IOException)
        {
            return Refused(Check.Skip("inspection.model", job.Model.Path, InspectionReasons.Unreadable));
        }
    }

    /// <summary>A report of nothing but why there is none.</summary>
    public static InspectionReport Refused(Check check) => new(string.Empty, [], check, [], null, null);
}
