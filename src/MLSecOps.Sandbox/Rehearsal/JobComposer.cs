using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>Turns a package's payload into the parts of a job. Looks at names, roles and sizes only: content is for the worker.</summary>
internal static class JobComposer
{
    /// <summary>Composes a job.</summary>
    public static ComposedJob Compose(RehearsalRequest request)
    {
        if (request.Format != ModelFormat.Onnx)
        {
            return ComposedJob.Refused(Check.Skip("rehearsal.model", "model", RehearsalReasons.FormatOpaque));
        }

        RehearsalFile[] models = [.. request.Files.Where(file => file.Role == FileRole.Model)];
        RehearsalFile[] sanity = [.. request.Files.Where(file => file.Role == FileRole.Sanity)];
        SanityFolder? place = SanityFolder.Of([.. sanity.Select(file => file.Path)]);
        Check? refusal =
            sanity.Length == 0 ? Check.Skip("rehearsal.suite", "suite", RehearsalReasons.SuiteMissing)
            : models.Length > 1 ? Check.Skip("rehearsal.model", models[1].Path, RehearsalReasons.SeveralModels)
            : place is null ? Check.Fail("rehearsal.suite", "suite", RehearsalReasons.FilesUnexpected, "one suite")
            : models.Length == 0 && request.ModelInstead is null ? Check.Skip("rehearsal.model", "model", RehearsalReasons.NothingRan)
            : null;
        return refusal is not null ? ComposedJob.Refused(refusal) : Compose(request, models.FirstOrDefault(), sanity, place!);
    }

    private static ComposedJob Compose(RehearsalRequest request, RehearsalFile? model, RehearsalFile[] sanity, SanityFolder place)
    {
        var parts = new List<JobSource>();
        Add(JobPartKind.Model, "model.onnx", new RehearsalFile("model.onnx", FileRole.Model, request.ModelInstead ?? model!.Content));
        foreach (RehearsalFile file in sanity)
        {
            if (place.NameOf(file.Path) is not { } name)
            {
                return ComposedJob.Refused(Check.Fail("rehearsal.suite", file.Path, RehearsalReasons.FilesUnexpected, $"below {place.Folder}"));
            }

            Add(file.Path == place.SuitePath ? JobPartKind.Suite : JobPartKind.Vector, name, file);
        }

        foreach ((string name, RehearsalFile file) in ExternalData(request, model))
        {
            Add(JobPartKind.ExternalData, name, file);
        }

        return parts.Count > JobLimits.Parts || VectorBytes(parts) > JobLimits.AllVectorBytes ? Refused("suite")
            : parts.FirstOrDefault(source => source.Part.Length > JobLimits.Of(source.Part.Kind)) is { } large ? Refused(large.Part.Name)
            : new ComposedJob(parts, null);

        void Add(JobPartKind kind, string name, RehearsalFile file) => parts.Add(new JobSource(new JobPart(kind, name, file.Content.Length), file.Content));
    }

    private static ComposedJob Refused(string subject) => ComposedJob.Refused(Check.Skip("rehearsal.job", subject, RehearsalReasons.TooLarge));

    private static long VectorBytes(List<JobSource> parts) => parts.Where(source => source.Part.Kind == JobPartKind.Vector).Sum(source => source.Part.Length);

    // Another model brings its own data: with those of the package it would be a model that nobody made.
    private static IEnumerable<(string Name, RehearsalFile File)> ExternalData(RehearsalRequest request, RehearsalFile? model) => request.ModelInstead is not null
        ? request.ExternalDataInstead.Select(file => (file.Path, new RehearsalFile(file.Path, FileRole.ExternalData, file.Content)))
        : request.Files.Where(file => file.Role == FileRole.ExternalData)
            .Select(file => (Name: ExternalName.Of(model!.Path, file.Path), File: file)).Where(named => named.Name is not null).Select(named => (named.Name!, named.File));
}
