using System.Globalization;

namespace MLSecOps.Formats.Worker;

/// <summary>Runs are named by their number: 0 to <see cref="JobLimits.Runs"/> - 1, decimal, no leading zeros. Their tensors are named as those of golden vectors in a folder of that name.</summary>
public static class RunName
{
    /// <summary>The name of a run.</summary>
    public static string Of(int run) => run.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number; null for anything else. Input is untrusted.</summary>
    public static int? Parse(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int run) && run < JobLimits.Runs && Of(run) == name ? run : null;
}
