using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Page.Text;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One thing that is known, or is not, of what answers in a model's name.</summary>
/// <param name="Label">What it is about.</param>
/// <param name="Text">What is known, in words; safe to show.</param>
/// <param name="Reason">Reason code when it is not as it should be; null else.</param>
/// <param name="Tone">How it is.</param>
public sealed record AnswerRow(string Label, string Text, string? Reason, Tone Tone)
{
    private const int Shown = 200;

    /// <summary>From the appraisal of the newest evidence: the bytes in memory, the application's path, answers to users, and what the worker answered the hub.</summary>
    /// <param name="model">The model.</param>
    /// <param name="appraisal">Of the device; null before any.</param>
    public static IReadOnlyList<AnswerRow> Of(ModelState model, HubAppraisal? appraisal)
    {
        IReadOnlyList<HubAppraisedClaim> claims = appraisal?.Parts.FirstOrDefault(part => part.Part == EvidenceProfile.ModelPrefix + model.Model)?.Claims ?? [];
        List<AnswerRow> rows = [.. claims.Where(claim => claim.Claim == MeasuringSystems.HandedOut).Select(claim => Row("In memory", claim, null))];
        if (rows.Count == 0 && claims.Count > 0)
        {
            rows.Add(new AnswerRow("In memory", "given to no program since the agent started", null, Tone.Quiet));
        }

        rows.AddRange(claims.Where(claim => claim.Claim == $"measres.{MeasuringSystems.Canaries}").Select(claim => Row("Canaries", claim, "answered like the signed model")));
        rows.AddRange(claims.Where(claim => claim.Claim == $"measres.{MeasuringSystems.Audits}").Select(claim => Row("Audits", claim, "recorded answers are the signed model's")));
        if (model.Challenge is { } challenge)
        {
            rows.Add(new AnswerRow("Challenge", VisibleText.Of(challenge, Shown), null, challenge.StartsWith("not held", StringComparison.Ordinal) ? Tone.Bad : Tone.Quiet));
        }

        return rows;
    }

    private static AnswerRow Row(string label, HubAppraisedClaim claim, string? right)
    {
        Tone tone = Sign.OfTier(claim.Tier).Tone;
        string found = VisibleText.Of(claim.Found ?? "", Shown);
        // A check that failed or did not run is named by why, which says more than that.
        string? why = claim.Reason is null ? null : found.Split(' ')[0] is var word && ReasonCatalogue.Find(word) is not null ? word : claim.Reason;
        string? title = why is null ? null : ReasonCatalogue.Find(why)?.Title;
        return claim.Claim == MeasuringSystems.HandedOut || title is null
            ? new AnswerRow(label, tone == Tone.Good ? right ?? found : found, why, tone)
            : new AnswerRow(label, $"{(tone == Tone.Bad ? "failed" : "not run")}: {title}", why, tone);
    }
}
