namespace MLSecOps.Contracts.Journal;

/// <summary>The words for severities in status and evidence.</summary>
public static class SeverityWords
{
    /// <summary><c>critical</c>, <c>error</c>, <c>warning</c>, <c>notice</c>, <c>info</c> or <c>debug</c>.</summary>
    public static string Of(EventSeverity severity) => severity switch
    {
        EventSeverity.Critical => "critical",
        EventSeverity.Error => "error",
        EventSeverity.Warning => "warning",
        EventSeverity.Notice => "notice",
        EventSeverity.Info => "info",
        _ => "debug",
    };
}
