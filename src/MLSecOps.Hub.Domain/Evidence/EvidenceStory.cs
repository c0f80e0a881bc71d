using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>What became different by evidence, in lines for people.</summary>
internal static class EvidenceStory
{
    public static IEnumerable<Change> Of(DeviceState before, DeviceState after, DateTimeOffset now)
    {
        if (before.Verdict != after.Verdict || before.Reason != after.Reason || before.Evidence is null)
        {
            yield return Line(after, null, Turn(before.Verdict, after.Verdict), after.Verdict, after.Reason, now);
        }

        if (before.Mode != after.Mode && before.Mode is not null)
        {
            yield return new Change(now, after.Ueid, null, $"mode {before.Mode} -> {after.Mode}", null, Severity.Warning);
        }

        foreach (ModelState model in after.Models)
        {
            ModelState known = before.Models.FirstOrDefault(each => each.Model == model.Model) ?? new ModelState(model.Model);
            if (known.ManifestDigest != model.ManifestDigest && model.ManifestDigest is not null)
            {
                string was = known.ManifestDigest is null ? string.Empty : $" (before: {known.Version}, release {known.Release})";
                yield return new Change(now, after.Ueid, model.Model, $"runs version {model.Version}, release {model.Release}{was}", null, Severity.Notice);
            }

            if (known.Verdict != model.Verdict || known.Reason != model.Reason)
            {
                yield return Line(after, model.Model, Turn(known.Verdict, model.Verdict), model.Verdict, model.Reason, now);
            }
        }

        foreach (ModelState gone in before.Models.Where(model => !after.Models.Any(each => each.Model == model.Model)))
        {
            yield return new Change(now, after.Ueid, gone.Model, "is not in evidence any more", null, Severity.Warning);
        }
    }

    private static string Turn(Verdict before, Verdict after) =>
        before == after ? $"verdict {VerdictWords.Of(after)}, for another reason" : $"verdict {VerdictWords.Of(before)} -> {VerdictWords.Of(after)}";

    private static Change Line(DeviceState device, string? model, string what, Verdict verdict, string? reason, DateTimeOffset now) =>
        new(now, device.Ueid, model, what, verdict == Verdict.Trusted ? null : reason, verdict switch
        {
            Verdict.Trusted => Severity.Notice,
            Verdict.Rejected => Severity.Critical,
            _ => Severity.Warning,
        });
}
