using System.Globalization;

namespace MLSecOps.Hub.Page.Text;

/// <summary>How long ago something was, in words that a glance takes in. The exact time stands beside it or in its title.</summary>
public static class Age
{
    /// <summary>One unit, rounded down: <c>12 s</c>, <c>3 min</c>, <c>2 h</c>, <c>5 d</c>. A negative span is <c>0 s</c>.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalSeconds: < 60 } => In(span.TotalSeconds, "s"),
        { TotalMinutes: < 60 } => In(span.TotalMinutes, "min"),
        { TotalHours: < 48 } => In(span.TotalHours, "h"),
        _ => In(span.TotalDays, "d"),
    };

    /// <summary>The same with its direction: <c>just now</c>, <c>3 min ago</c>, <c>in 4 min</c>.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: <= -2 } ahead => $"in {Of(-ahead)}",
        { TotalSeconds: < 2 } => "just now",
        TimeSpan past => $"{Of(past)} ago",
    };

    /// <summary>For people: <c>2026-11-24 12:04:31 UTC</c>.</summary>
    public static string Exact(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string In(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");
}
