namespace MLSecOps.Contracts.Varlink;

/// <summary>Errors of <c>org.varlink.service</c> and of our own interface.</summary>
public static class VarlinkErrors
{
    /// <summary>No such interface; parameter <c>interface</c>.</summary>
    public const string InterfaceNotFound = "org.varlink.service.InterfaceNotFound";

    /// <summary>No such method; parameter <c>method</c>.</summary>
    public const string MethodNotFound = "org.varlink.service.MethodNotFound";

    /// <summary>A parameter is missing or wrong; parameter <c>parameter</c>.</summary>
    public const string InvalidParameter = "org.varlink.service.InvalidParameter";

    /// <summary>The caller may not ask this.</summary>
    public const string PermissionDenied = "org.varlink.service.PermissionDenied";

    /// <summary>The method gives several replies, and the call did not ask for more.</summary>
    public const string ExpectedMore = "org.varlink.service.ExpectedMore";

    /// <summary>No model of that name is here.</summary>
    public const string ModelNotFound = AgentInterface.Name + ".ModelNotFound";

    /// <summary>The model is not handed out, since it is not trusted now; parameter <c>reason</c>.</summary>
    public const string NotTrusted = AgentInterface.Name + ".NotTrusted";

    /// <summary>The model could not be handed out for a cause outside it, such as a lack of memory; parameter <c>reason</c>.</summary>
    public const string OpenFailed = AgentInterface.Name + ".OpenFailed";

    /// <summary>So many applications listen for events already that there is no room for another.</summary>
    public const string TooManySubscribers = AgentInterface.Name + ".TooManySubscribers";

    /// <summary>The device could not be retired; parameter <c>why</c>.</summary>
    public const string NotRetired = AgentInterface.Name + ".NotRetired";

    /// <summary>Too many callers wait for the same.</summary>
    public const string Busy = AgentInterface.Name + ".Busy";

    /// <summary>Only an application can run this model, and none has answered all golden inputs rightly through its tap.</summary>
    public const string NotRehearsed = AgentInterface.Name + ".NotRehearsed";

    /// <summary>The release to confirm is not current, or not trusted now.</summary>
    public const string NotCurrent = AgentInterface.Name + ".NotCurrent";
}
