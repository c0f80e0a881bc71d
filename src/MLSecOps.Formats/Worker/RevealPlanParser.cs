using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads a plan as the launcher wrote it. Strict: unknown, missing and out-of-range members are refused.</summary>
public static class RevealPlanParser
{
    private static readonly string[] Members = ["schema", "rtol", "atol", "flips", "seed"];

    /// <summary>Reads a plan. Input is untrusted.</summary>
    public static Parsed<RevealPlan> Parse(ReadOnlySpan<byte> input) => StrictJsonReader.Parse(input, RevealLimits.PlanBytes, RehearsalReasons.JobMalformed, Read);

    private static RevealPlan Read(ref StrictJsonReader json)
    {
        RevealPlan plan = json.Object(Members, Members.Length, new RevealPlan(0, 0, 0, 0), static (ref json, plan, member) =>
        {
            switch (member)
            {
                case 0: json.Constant(RevealPlan.Schema); return plan;
                case 1: return plan with { Relative = json.Number(0, 1) };
                case 2: return plan with { Absolute = json.Number(0, RevealPlan.MaxAbsolute) };
                case 3: return plan with { Flips = (int)json.Whole(0, RevealLimits.Flips) };
                default: return plan with { Seed = json.Whole(0, RevealPlan.MaxSeed) };
            }
        });

        // A margin is a multiple of what is allowed.
        return plan.Relative + plan.Absolute > 0 ? plan : throw new MalformedJsonException("a tolerance above 0");
    }
}
