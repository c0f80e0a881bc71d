namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Which program a process runs.</summary>
internal static class RunningProgram
{
    private const int Shown = 200;

    /// <summary>The program's path (<c>/proc/PID/exe</c>); empty when it is not visible here. Text from outside, cut.</summary>
    public static string Of(int process)
    {
        try
        {
            string path = new FileInfo($"/proc/{process}/exe").LinkTarget ?? "";
            return path.Length <= Shown ? path : path[^Shown..];
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
